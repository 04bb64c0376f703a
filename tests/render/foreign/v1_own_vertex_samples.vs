varying vec4 corner;
varying vec2 left_coord;
void main() {
	vv_vertShaderInit();
	vec2 d = 1.0 / RENDERSIZE;
	left_coord = clamp(vec2(vv_FragNormCoord.xy + vec2(-d.x, 0)), 0.0, 1.0);
	corner = IMG_NORM_PIXEL(inputImage, vec2(0.0)) + texture2D(inputImage, vec2(1.0)) * gain + IMG_THIS_PIXEL(inputImage);
}
