/*{"INPUTS": [{"NAME": "count", "TYPE": "long", "MIN": 1, "MAX": 64, "DEFAULT": 12}]}*/
struct Ball { vec2 at; float radius; vec3 tint; };
const int kBalls = 6;
Ball balls[kBalls];
const float weights[5] = float[](0.1, 0.2, 0.4, 0.2, 0.1);
float table[1024];
vec3 palette[4] = vec3[4](vec3(1, 0, 0), vec3(0, 1, 0), vec3(0, 0, 1), vec3(1));
void main() {
	for (int i = 0; i < kBalls; ++i) {
		balls[i] = Ball(vec2(float(i) / 6.0, 0.5), 0.3, palette[i % 4]);
	}
	for (int i = 0; i < 1024; i++) { table[i] = float(i) / 1024.0; }
	vec3 sum = vec3(0.0);
	int i = 0;
	while (true) {
		if (i >= count) break;
		Ball b = balls[i % kBalls];
		sum += b.tint * smoothstep(b.radius, 0.0, distance(isf_FragNormCoord, b.at)) * weights[i % 5];
		sum += table[(i * 37) & 1023] * 0.05;
		++i;
	}
	do { sum *= 0.99; } while (--i > 0);
	gl_FragColor = vec4(sum, 1.0);
}
