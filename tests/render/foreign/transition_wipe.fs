/*{"ISFVSN": "2", "CATEGORIES": ["Wipe"], "INPUTS": [
	{"NAME": "startImage", "TYPE": "image"}, {"NAME": "endImage", "TYPE": "image"},
	{"NAME": "progress", "TYPE": "float", "DEFAULT": 0.0, "MIN": 0.0, "MAX": 1.0},
	{"NAME": "direction", "TYPE": "point2D", "DEFAULT": [0.0, 1.0]}, {"NAME": "smoothness", "TYPE": "float", "DEFAULT": 0.5}]}*/
vec4 getFromColor(vec2 p) { return IMG_NORM_PIXEL(startImage, p); }
vec4 getToColor(vec2 p) { return IMG_NORM_PIXEL(endImage, p); }
float ratio = RENDERSIZE.x / RENDERSIZE.y;
vec4 transition(vec2 uv) {
	vec2 v = normalize(direction);
	v /= abs(v.x) + abs(v.y);
	float d = v.x * 0.5 + v.y * 0.5;
	float m = 1.0 - smoothstep(-smoothness, 0.0, v.x * uv.x + v.y * uv.y - (d - 0.5 + progress * (1. + smoothness)));
	return mix(getFromColor(uv), getToColor(uv), m);
}
void main() { gl_FragColor = transition(isf_FragNormCoord.xy); }
