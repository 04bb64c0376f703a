/*{"INPUTS": [{"NAME": "startImage", "TYPE": "image"}, {"NAME": "endImage", "TYPE": "image"},
{"NAME": "progress", "TYPE": "float"}], "PASSES": [{"TARGET": "mixed", "WIDTH": "$WIDTH/3", "FLOAT": true}, {"TARGET": "mixed2"}, {}]}*/
void main() {
	if (PASSINDEX == 0) gl_FragColor = mix(IMG_THIS_PIXEL(startImage), IMG_THIS_PIXEL(endImage), progress);
	else if (PASSINDEX == 1) gl_FragColor = IMG_NORM_PIXEL(mixed, isf_FragNormCoord);
	else gl_FragColor = max(IMG_THIS_PIXEL(mixed2), IMG_NORM_PIXEL(mixed, isf_FragNormCoord, 1.0));
}
