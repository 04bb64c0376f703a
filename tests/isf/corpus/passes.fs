/*{
  "PASSES": [
    {"TARGET": "a", "WIDTH": "max(floor($WIDTH / 8.0), -$f ^ 2)", "HEIGHT": 64, "PERSISTENT": "1", "FLOAT": true},
    {"TARGET": "b", "WIDTH": "$WIDTH*$f"},
    {}],
  "INPUTS": [{"NAME": "inputImage", "TYPE": "image"}, {"NAME": "f", "TYPE": "float"}]
}*/
void main() { gl_FragColor = PASSINDEX == 0 ? IMG_THIS_PIXEL(a) : IMG_PIXEL(b, gl_FragCoord.xy); }
