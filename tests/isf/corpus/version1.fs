/* a licence */
/*
// version 1
{
	"CREDIT": "by someone",
	"PERSISTENT_BUFFERS": {"last": {"WIDTH": "$WIDTH/2", "HEIGHT": 10, "FLOAT": true}},
	"PASSES": [{"TARGET": "last"}, {}],
	"INPUTS": []
}
*/
#extension GL_ARB_texture_rectangle : require
void main() { gl_FragColor = IMG_NORM_PIXEL(last, vv_FragNormCoord); } // FRAMEINDEX
