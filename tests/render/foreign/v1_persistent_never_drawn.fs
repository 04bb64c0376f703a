/*{"PERSISTENT_BUFFERS": ["ghost", "phantom"], "INPUTS": [{"NAME": "inputImage", "TYPE": "image"}], "CATEGORIES": ["self-check"]}*/
void main() {
	vec4 nothing = IMG_THIS_PIXEL(ghost) + texture2D(phantom, vec2(0.3));
	gl_FragColor = nothing == vec4(0.0) ? vec4(0.0, 1.0, 0.0, 1.0) : vec4(1.0, 0.0, 0.0, 1.0);
}
