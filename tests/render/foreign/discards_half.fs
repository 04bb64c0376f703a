/*{"INPUTS": []}*/
void main() {
	if (gl_FragCoord.x < RENDERSIZE.x / 2.0) discard;
	gl_FragColor = vec4(1.0);
}
