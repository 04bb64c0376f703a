/*{"INPUTS": [], "CATEGORIES": ["self-check"]}*/
float round(float x) { return floor(x + 0.5); }
float tanh(float x) { float e = exp(2.0 * x); return (e - 1.0) / (e + 1.0); }
mat2 inverse(mat2 m) { return mat2(m[1][1], -m[0][1], -m[1][0], m[0][0]) / (m[0][0] * m[1][1] - m[0][1] * m[1][0]); }
mat3 transpose(mat3 m) { return mat3(m[0][0], m[1][0], m[2][0], m[0][1], m[1][1], m[2][1], m[0][2], m[1][2], m[2][2]); }
float fma(float a, float b, float c) { return a * b + c; }
vec3 saturate(vec3 x) { return clamp(x, 0.0, 1.0); }
float noise(vec2 p) { return fract(sin(dot(p, vec2(1.0, 2.0)))); }
float luminance(vec3 c) { return dot(c, vec3(0.2126, 0.7152, 0.0722)); }
bool isnan(float x) { return !(x < 0.0 || 0.0 < x || x == 0.0); }
void main() {
	float image = round(0.6), at = fma(2.0, 0.0, 1.0), bias = tanh(0.0);
	mat2 i = inverse(mat2(2.0));
	mat3 t = transpose(mat3(1.0));
	bool good = image == 1.0 && at == 1.0 && bias == 0.0 && i[0][0] == 0.5 && t[1][1] == 1.0;
	good = good && !isnan(noise(vec2(1.0))) && luminance(saturate(vec3(2.0))) > 0.9;
	gl_FragColor = good ? vec4(0.0, 1.0, 0.0, 1.0) : vec4(1.0, 0.0, 0.0, 1.0);
}
