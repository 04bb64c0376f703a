/*{"INPUTS": [{"NAME": "steps", "TYPE": "long", "MIN": 1, "MAX": 9, "DEFAULT": 5}], "CATEGORIES": ["self-check"]}*/
uint hash(uint x) { x ^= x >> 16; x *= 0x7feb352dU; x ^= x >> 15; return x; }
void main() {
	uint h = hash(steps + 3);
	uint one = 1;
	float x = 1, y = max(steps, 2.0), z = pow(2, 3), w = clamp(steps, 0., 4), q = mod(7, 4);
	float s = min(1, 0.5) + abs(-2) + sign(-3.0) + step(1, 2) + mix(0, 1, 0.5);
	bool good = h != uint(0) && one == 1 && y == 5 && z > 7.99 && z < 8.01 && w == 4 && q == 3 && s == 3;
	gl_FragColor = good ? vec4(0, 1, 0, 1) : vec4(x, 0, 0, 1);
}
