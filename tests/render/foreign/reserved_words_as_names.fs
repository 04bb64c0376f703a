/*{"INPUTS": [
	{"NAME": "sample", "TYPE": "float", "DEFAULT": 0.5},
	{"NAME": "buffer", "TYPE": "color", "DEFAULT": [0.5, 0.5, 0.5, 1.0]}
], "CATEGORIES": ["self-check"]}*/
float patch(float shared) { return shared + 0.25; }
void main() {
	float coherent = patch(sample);
	gl_FragColor = vec4(0.0, coherent * 4.0 / 3.0, buffer.g - 0.5, 1.0);
}
