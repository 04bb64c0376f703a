#if __VERSION__ <= 120
varying vec2 texOffsets[3];
#else
out vec2 texOffsets[3];
#endif

void main(void)	{
	isf_vertShaderInit();
	float stepSize = 1.0 + float(PASSINDEX);
	if (PASSINDEX == 0 || PASSINDEX == 2) {
		texOffsets[0] = isf_FragNormCoord;
		texOffsets[1] = clamp(isf_FragNormCoord + vec2(stepSize / RENDERSIZE.x, 0.0), 0.0, 1.0);
		texOffsets[2] = clamp(isf_FragNormCoord - vec2(stepSize / RENDERSIZE.x, 0.0), 0.0, 1.0);
	} else {
		texOffsets[0] = isf_FragNormCoord;
		texOffsets[1] = clamp(isf_FragNormCoord + vec2(0.0, stepSize) / RENDERSIZE, 0.0, 1.0);
		texOffsets[2] = clamp(isf_FragNormCoord - vec2(0.0, stepSize) / RENDERSIZE, 0.0, 1.0);
	}
}
