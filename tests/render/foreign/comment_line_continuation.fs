/*{"INPUTS": [], "CATEGORIES": ["self-check"]}*/
//   /\  /\  a drawing  \
vec4 green = vec4(0.0, 1.0, 0.0, 1.0);
#define PICK(x) \
	(x)
void main() {
	vec4 c = vec4(1.0, 0.0, 0.0, 1.0); // a path: C:\
	c = PICK(green);
	gl_FragColor = c; /* a block \
	comment */
}
