/*{"IMPORTED": {"t": {"PATH": "a/./b/../c.png"}, "u": "d.jpg",
  "k": {"TYPE": "cube", "PATH": ["0", "1", "2", "3", "4", "5"]}},
  "INPUTS": [{"NAME": "startImage", "TYPE": "image"}, {"NAME": "endImage", "TYPE": "image"},
  {"NAME": "progress", "TYPE": "float"}]}*/
void main() { gl_FragColor = mix(IMG_THIS_PIXEL(startImage), IMG_THIS_PIXEL(endImage), progress); }
