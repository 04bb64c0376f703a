/*{
	"DESCRIPTION": "Bars and a line", "ISFVSN": "2", "CATEGORIES": ["Audio Visualizer"],
	"INPUTS": [
		{"NAME": "fftImage", "TYPE": "audioFFT", "MAX": 128},
		{"NAME": "waveImage", "TYPE": "audio"},
		{"NAME": "strokeSize", "TYPE": "float", "MIN": 0.0, "MAX": 0.25, "DEFAULT": 0.1},
		{"NAME": "gain", "TYPE": "float", "MIN": 0.0, "MAX": 4.0, "DEFAULT": 1.0}
	]
}*/
void main() {
	vec2 loc = isf_FragNormCoord;
	vec2 waveLoc = vec2(loc.x, 0.25);
	float wave = (IMG_NORM_PIXEL(waveImage, waveLoc).r - 0.5) * gain + 0.5;
	float bar = IMG_NORM_PIXEL(fftImage, vec2(pow(loc.x, 2.0), 0.5)).r * gain;
	float ink = step(abs(wave - loc.y), strokeSize) + step(loc.y, bar);
	gl_FragColor = vec4(vec3(ink), 1.0);
}
