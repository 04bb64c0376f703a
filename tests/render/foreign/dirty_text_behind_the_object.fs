/*{
	"DESCRIPTION": "notes behind the object", "INPUTS": []
}

Notes: increase {amount} for more. "Quoted" things, too.
*/
void main() { gl_FragColor = vec4(0.2, 0.9, 0.4, 1.0); }
