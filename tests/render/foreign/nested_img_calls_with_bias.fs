/*{"INPUTS": [
	{"NAME": "inputImage", "TYPE": "image"},
	{"NAME": "map", "TYPE": "image"}
]}*/
vec4 get(sampler2D tex, vec2 p) { return IMG_NORM_PIXEL(tex, p); }
#define READ(t, p) IMG_NORM_PIXEL(t, fract(p))
void main() {
	vec2 d = IMG_NORM_PIXEL(map, IMG_NORM_PIXEL(map, isf_FragNormCoord, 0.5).rg, -1.0).rg;
	vec4 c = IMG_NORM_PIXEL(inputImage, (isf_FragNormCoord + d) / vec2(2.0, (1.0 + 1.0)));
	c += IMG_PIXEL(inputImage, IMG_SIZE(inputImage) * IMG_THIS_NORM_PIXEL(map, 0.0).xy, 0.0);
	c += IMG_THIS_PIXEL(inputImage, 1.0) + get(map, d) + READ(inputImage, d * 3.0);
	c += texture2D(inputImage, d, 0.0) + texture2DLod(map, d, 0.0) + texture2DProj(map, vec3(d, 1.0));
	gl_FragColor = vec4(c.rgb / 8.0, 1.0);
}
