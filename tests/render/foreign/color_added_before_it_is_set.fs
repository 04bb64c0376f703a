/*{"INPUTS": []}*/
void main() {
	vec3 sum;
	for (int i = 0; i < 3; ++i) sum[i] = 0.25 * float(i);
	gl_FragColor.rgb = sum;
	gl_FragColor.a = 1.0;
	gl_FragColor += vec4(0.1);
	gl_FragColor *= 0.9;
	if (gl_FragColor.r > 10.0) discard;
}
