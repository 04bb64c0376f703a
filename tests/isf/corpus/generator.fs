/*{
  "ISFVSN": "2", "DESCRIPTION": "every input", "CREDIT": "a \"b\" \\ c", "CATEGORIES": ["x"],
  "INPUTS": [
    {"NAME": "f", "TYPE": "float", "MIN": -1, "MAX": 1, "DEFAULT": 0.25, "ROLE": "bass"},
    {"NAME": "b", "TYPE": "bool", "DEFAULT": 1.0}, {"NAME": "e", "TYPE": "event"},
    {"NAME": "l", "TYPE": "long", "VALUES": [0, 2, 4], "LABELS": ["a", "b", "c"], "DEFAULT": 4},
    {"NAME": "p", "TYPE": "point2D", "MIN": [0, 0], "MAX": [10, 10], "DEFAULT": [20, 3]},
    {"NAME": "c", "TYPE": "color", "DEFAULT": [1, 0.5, 0]},
    {"NAME": "a", "TYPE": "audio", "MAX": 256}, {"NAME": "s", "TYPE": "audioFFT"},
  ],
}*/
#version 120
void main() { gl_FragColor = c * f; }
