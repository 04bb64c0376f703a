/*{"CATEGORIES": ["self-check"], "INPUTS": [{"NAME": "k", "TYPE": "long", "VALUES": [4], "LABELS": ["four"], "DEFAULT": 4}], "PASSES": [
	{"TARGET": "a", "WIDTH": 16, "HEIGHT": 9.9, "PERSISTENT": true, "FLOAT": false},
	{"TARGET": "b", "WIDTH": "32", "HEIGHT": " $HEIGHT/ 2.0 ", "PERSISTENT": "true", "FLOAT": "1"},
	{"TARGET": "c", "WIDTH": "$WIDTH*$k", "HEIGHT": true, "PERSISTENT": 0, "FLOAT": 1},
	{"TARGET": "d", "WIDTH": "0", "HEIGHT": "-5"},
	{"TARGET": null, "WIDTH": null, "PERSISTENT": null},
	{"target": "ignored"}
]}*/
void main() {
	gl_FragColor = vec4(RENDERSIZE, float(PASSINDEX), 1.0) / 255.0;
	if (PASSINDEX == 5) {
		bool good = IMG_SIZE(a) == vec2(16, 9) && IMG_SIZE(b) == vec2(32, 18) && IMG_SIZE(c).x == 256.0;
		good = good && IMG_SIZE(d) == vec2(1.0) && abs(IMG_NORM_PIXEL(b, vec2(0.5)).x * 255.0 - 32.0) < 0.01;
		gl_FragColor = good ? vec4(0.0, 1.0, 0.0, 1.0) : vec4(1.0, 0.0, 0.0, 1.0);
	}
}
