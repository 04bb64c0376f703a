/*{"INPUTS": [], "CATEGORIES": ["self-check"]}*/
void main() {
	bool good = DATE.xyz == vec3(2000.0, 1.0, 1.0) && DATE.w >= 0.0 && DATE.w < 2.0 && TIME >= 0.0 && TIME < 1.0;
	good = good && (FRAMEINDEX == 0 ? TIMEDELTA == 0.0 : abs(TIMEDELTA - 1.0 / 60.0) < 0.001);
	gl_FragColor = good ? vec4(0.0, 1.0, 0.0, 1.0) : vec4(1.0, 0.0, 0.0, 1.0);
}
