/*{
	"PERSISTENT_BUFFERS": {
		"small": {"WIDTH": "$WIDTH/4.0", "HEIGHT": "floor($HEIGHT/4.0)", "FLOAT": true},
		"neverDrawn": {"WIDTH": 16, "HEIGHT": 8}
	},
	"PASSES": [{"TARGET": "small"}, {"DESCRIPTION": "shows it"}],
	"INPUTS": [],
	"CATEGORIES": ["self-check"]
}*/
void main() {
	if (PASSINDEX == 0) {
		gl_FragColor = vec4(RENDERSIZE, 1000.0, 1.0);
	} else {
		vec4 kept = IMG_PIXEL(small, vec2(3.5, 3.5));
		bool sized = kept.xyz == vec3(16.0, 9.0, 1000.0);
		bool black = IMG_NORM_PIXEL(neverDrawn, vec2(0.5)) == vec4(0.0) && IMG_SIZE(neverDrawn) == vec2(16.0, 8.0);
		gl_FragColor = (sized && black) ? vec4(0.0, 1.0, 0.0, 1.0) : vec4(1.0, float(sized), float(black), 1.0);
	}
}
