/*{"INPUTS": [{"NAME": "style", "TYPE": "long", "VALUES": [0, 1, 2], "LABELS": ["a", "b", "c"], "DEFAULT": 2}]}*/
void main() {
	ivec2 p = ivec2(gl_FragCoord.xy);
	vec3 c = vec3(0.0);
	switch (style) {
		case 0: c = vec3(1.0); break;
		case 1: c.r = float((p.x ^ p.y) & 1); break;
		default: c = vec3(float((p.x ^ p.y) & 63) / 63.0);
	}
	gl_FragColor = vec4(c, 1.0);
}
