/*{"ISFVSN": "2", "INPUTS": []}*/
out vec4 fragColor;
void main() { fragColor = vec4(0.9, 0.1, 0.4, 1.0); }
