/*{"IMPORTED": {"sky": {"TYPE": "cube", "PATH": ["px.png", "nx.png", "py.png", "ny.png", "pz.png", "nz.png"]}}, "INPUTS": []}*/
void main() {
	vec3 ray = normalize(vec3(isf_FragNormCoord * 2.0 - 1.0, 1.0));
	gl_FragColor = vec4(textureCube(sky, ray).rgb + IMG_NORM_PIXEL(sky, -ray).rgb, 1.0);
}
