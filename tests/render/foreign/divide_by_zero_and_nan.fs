/*{"INPUTS": [{"NAME": "zero", "TYPE": "float", "DEFAULT": 0.0}], "PASSES": [
	{"TARGET": "sums", "PERSISTENT": true, "FLOAT": true, "WIDTH": "$WIDTH / $zero", "HEIGHT": "8 / ($zero * 0)"}, {}]}*/
void main() {
	float bad = (1.0 / zero) * 0.0 + log(-1.0 - zero) + pow(-2.0, 0.5) + 0.0 / zero;
	int whole = int(1.0e20 / (zero + 1.0));
	if (PASSINDEX == 0) {
		gl_FragColor = vec4(bad, 1.0 / zero, -1.0 / zero, 1.0) + IMG_NORM_PIXEL(sums, vec2(0.5));
	} else {
		vec4 s = IMG_NORM_PIXEL(sums, isf_FragNormCoord);
		gl_FragColor = vec4(s.r, max(bad, 0.5), whole > 0 ? 1.0 : 0.6, s.a);
	}
}
