/*{"INPUTS": [
	{"NAME": "filter", "TYPE": "bool", "DEFAULT": true},
	{"NAME": "smooth", "TYPE": "float", "DEFAULT": 0.5},
	{"NAME": "active", "TYPE": "long", "VALUES": [0, 1], "LABELS": ["a", "b"], "DEFAULT": 1}
], "CATEGORIES": ["self-check"], "PASSES": [{"TARGET": "output", "WIDTH": "$WIDTH * $smooth"}, {}]}*/
float flat(float common) { return common * 2.0; }
void main() {
	vec4 input = vec4(0.0, flat(smooth), 0.0, 1.0);
	if (PASSINDEX == 0) { gl_FragColor = input; return; }
	vec4 resource = IMG_THIS_PIXEL(output);
	bool sized = IMG_SIZE(output).x == 32.0;
	gl_FragColor = (filter && active == 1 && sized) ? resource : vec4(1.0, 0.0, 0.0, 1.0);
}
