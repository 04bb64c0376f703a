/*{"ISFVSN": "2", "INPUTS": [
	{"NAME": "restart", "TYPE": "event"}, {"NAME": "density", "TYPE": "float", "MIN": 0.0, "MAX": 1.0, "DEFAULT": 0.4}],
"PASSES": [{"TARGET": "cells", "PERSISTENT": true, "FLOAT": true, "WIDTH": "$WIDTH/2", "HEIGHT": "$HEIGHT/2"}, {}]}*/
float rand(vec2 co) { return fract(sin(dot(co.xy, vec2(12.9898, 78.233))) * 43758.5453); }
int alive(ivec2 d) { return IMG_PIXEL(cells, gl_FragCoord.xy + vec2(d)).r > 0.5 ? 1 : 0; }
void main() {
	if (PASSINDEX == 0) {
		if (FRAMEINDEX == 0 || restart) { gl_FragColor = vec4(step(rand(isf_FragNormCoord), density)); return; }
		int n = 0;
		for (int y = -1; y <= 1; y++) for (int x = -1; x <= 1; x++) if (x != 0 || y != 0) n += alive(ivec2(x, y));
		gl_FragColor = (n == 3 || (n == 2 && alive(ivec2(0)) == 1)) ? vec4(1.0) : vec4(0.0, 0.0, 0.0, 1.0);
	} else {
		gl_FragColor = IMG_NORM_PIXEL(cells, isf_FragNormCoord);
	}
}
