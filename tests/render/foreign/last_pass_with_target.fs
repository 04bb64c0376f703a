/*{"ISFVSN": "2", "INPUTS": [{"NAME": "inputImage", "TYPE": "image"}],
"PASSES": [{"TARGET": "lastRow", "WIDTH": 1, "PERSISTENT": true}, {"TARGET": "lastImage", "PERSISTENT": true}]}*/
void main() {
	vec4 now = IMG_THIS_NORM_PIXEL(inputImage);
	gl_FragColor = PASSINDEX == 0 ? now : mix(now, IMG_THIS_NORM_PIXEL(lastImage), 0.5) + 0.1 * IMG_THIS_NORM_PIXEL(lastRow);
}
