/*{
	"INPUTS": [
		{"NAME": "inputImage", "TYPE": "image"},
		{"NAME": "width", "TYPE": "float", "MIN": 0.0, "MAX": 20.0, "DEFAULT": 2.0}
	]
}*/
#extension GL_ARB_texture_rectangle : enable
void main() {
	vec2 there = gl_FragCoord.xy + vec2(width, 0.0);
	vec4 a = texture2DRect(inputImage, there);
	vec4 b = IMG_PIXEL(inputImage, clamp(there, vec2(0.0), _inputImage_imgSize - 1.0));
	gl_FragColor = vec4(abs(a.rgb - b.rgb) + a.rgb, 1.0);
}
