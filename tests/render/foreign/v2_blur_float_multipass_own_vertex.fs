/*{
	"ISFVSN": "2",
	"DESCRIPTION": "Blur in three passes",
	"INPUTS": [
		{"NAME": "inputImage", "TYPE": "image"},
		{"NAME": "blurAmount", "TYPE": "float", "MIN": 0.0, "MAX": 12.0, "DEFAULT": 6.0}
	],
	"PASSES": [
		{"TARGET": "halfSize", "WIDTH": "floor($WIDTH/max(1.0,$blurAmount/2.0))", "HEIGHT": "floor($HEIGHT/max(1.0,$blurAmount/2.0))", "FLOAT": true},
		{"TARGET": "quarterSize", "WIDTH": "max(floor($WIDTH*0.25),1.0)", "HEIGHT": "max(floor($HEIGHT*0.25),1.0)", "FLOAT": 1},
		{"TARGET": "full"}
	]
}*/
#if __VERSION__ <= 120
varying vec2 texOffsets[3];
#else
in vec2 texOffsets[3];
#endif

void main() {
	int blurLevel = int(floor(blurAmount / 6.0));
	float blurLevelModulus = mod(blurAmount, 6.0);
	if (PASSINDEX == 0) {
		vec4 sample0 = IMG_NORM_PIXEL(inputImage, texOffsets[0]);
		vec4 sample1 = IMG_NORM_PIXEL(inputImage, texOffsets[1]);
		vec4 sample2 = IMG_NORM_PIXEL(inputImage, texOffsets[2]);
		gl_FragColor = vec4((sample0 + sample1 + sample2).rgb / 3.0, 1.0);
	} else if (PASSINDEX == 1) {
		gl_FragColor = (IMG_NORM_PIXEL(halfSize, texOffsets[0]) + IMG_NORM_PIXEL(halfSize, texOffsets[1], 0.0)) / 2;
	} else {
		vec4 blurred = IMG_NORM_PIXEL(quarterSize, isf_FragNormCoord);
		gl_FragColor = blurLevel == 0 ? mix(IMG_THIS_PIXEL(inputImage), blurred, blurLevelModulus / 6.0) : blurred;
	}
}
