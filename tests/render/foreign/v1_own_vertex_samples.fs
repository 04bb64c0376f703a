/*{"INPUTS": [{"NAME": "inputImage", "TYPE": "image"}, {"NAME": "gain", "TYPE": "float", "DEFAULT": 1.0, "MIN": 0.0, "MAX": 4.0}]}*/
varying vec4 corner;
varying vec2 left_coord;
void main() {
	gl_FragColor = vec4(corner.rgb * 0.5 + IMG_NORM_PIXEL(inputImage, left_coord).rgb * gain, 1.0);
}
