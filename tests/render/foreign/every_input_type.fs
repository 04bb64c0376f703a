/*{
	"ISFVSN": "2",
	"INPUTS": [
		{"NAME": "flash", "TYPE": "event"},
		{"NAME": "on", "TYPE": "bool", "DEFAULT": 1.0},
		{"NAME": "off", "TYPE": "bool", "DEFAULT": "NO"},
		{"NAME": "mode", "TYPE": "long", "VALUES": [10, 20, 30], "LABELS": ["ten", "twenty", "thirty"], "DEFAULT": 20},
		{"NAME": "labelled", "TYPE": "long", "LABELS": ["zero", "one"], "VALUES": [], "DEFAULT": 1},
		{"NAME": "speed", "TYPE": "float", "MIN": -2, "MAX": 2, "DEFAULT": 9},
		{"NAME": "middle", "TYPE": "float", "MIN": 0, "MAX": 10},
		{"NAME": "where", "TYPE": "point2D", "DEFAULT": [320, 240]},
		{"NAME": "rgb", "TYPE": "color", "DEFAULT": [0.25, 0.5, 0.75]},
		{"NAME": "nothing", "TYPE": "color"},
		{"NAME": "picture", "TYPE": "image"},
		{"NAME": "wave", "TYPE": "audio", "MAX": 64},
		{"NAME": "bins", "TYPE": "audioFFT", "MAX": "16"},
		{"NAME": "sky", "TYPE": "cube"}
	],
	"CATEGORIES": ["self-check"]
}*/
void main() {
	bool good = !flash && on && !off && mode == 20 && labelled == 1 && speed == 2.0 && middle == 5.0;
	good = good && where == vec2(320.0, 240.0) && rgb == vec4(0.25, 0.5, 0.75, 1.0) && nothing == vec4(0, 0, 0, 1);
	good = good && IMG_SIZE(wave).x == 64.0 && IMG_SIZE(bins) == vec2(16.0, 1.0) && IMG_NORM_PIXEL(wave, vec2(0.5)).r > 0.0;
	good = good && textureCube(sky, vec3(1.0, 0.0, 0.0)).rgb == vec3(0.0) && IMG_NORM_PIXEL(bins, vec2(0.0)).g >= 0.0;
	gl_FragColor = good ? vec4(0.0, 1.0, 0.0, 1.0) : vec4(1.0, 0.0, 0.0, 1.0);
}
