/*{"CREDIT": "André, naÃ¯ve", "INPUTS": []}*/
// André wrote â€œthisâ€ ğŸ¨
void main() {
  gl_FragColor = vec4(1.0, 0.8, 0.6, 1.0); /* ÿ */
}
