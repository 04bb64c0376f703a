/*{"INPUTS": [
	{"NAME": "texture", "TYPE": "image"}, {"NAME": "distance", "TYPE": "float", "DEFAULT": 0.5},
	{"NAME": "mix", "TYPE": "float", "DEFAULT": 0.25}, {"NAME": "image", "TYPE": "image"},
	{"NAME": "color", "TYPE": "color", "DEFAULT": [0.5, 0.5, 0.5, 1]}, {"NAME": "at", "TYPE": "float"}
]}*/
void main() {
	gl_FragColor = vec4(IMG_THIS_PIXEL(texture).rgb * distance + IMG_NORM_PIXEL(image, vec2(at)).rgb * mix + color.rgb, 1.0);
}
