/*{"INPUTS": [], "PASSES": [{"TARGET": "a"}, {}]}*/
void main() {
	if (PASSINDEX == 0) {
		gl_FragData[0] = vec4(0.25, 0.5, 0.75, 1.0);
	} else {
		gl_FragData[0] = IMG_THIS_PIXEL(a);
	}
}
