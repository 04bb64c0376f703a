// What is the same for every pixel is computed at the corners alone.
const int kLayers = 3;

flat varying mat2 spin;             // of the whole picture
flat varying mat2 turn;             // of each fold
flat varying vec2 shift;            // of each fold
flat varying vec3 depths[kLayers];  // phase of a layer on its way to us, its scale, its size
flat varying float colors;          // where in the palette the picture is

// A sine of period 1 made of parabolas.
float wave(float x) {
  x = fract(x) * 2.0 - 1.0;
  return 4.0 * x * (abs(x) - 1.0);
}

mat2 rotation(float turns) {
  float s = sin(6.2831853 * turns);
  float c = cos(6.2831853 * turns);
  return mat2(c, s, -s, c);
}

void main() {
  isf_vertShaderInit();
  spin = rotation(0.011 * TIME);
  turn = rotation(0.085 + 0.03 * wave(TIME * 0.021 + seed) + 0.02 * mid);
  shift = vec2(0.50 + 0.08 * wave(TIME * 0.017), 0.27 + 0.08 * wave(TIME * 0.013 + seed));
  colors = hue + 0.25 * tone + 0.012 * TIME;
  for (int i = 0; i < kLayers; ++i) {
    float phase = fract(TIME * speed + float(i) / float(kLayers));
    float scale = exp2(3.2 * (1.0 - phase) - 0.7);
    depths[i] = vec3(phase, scale, 1.0 / scale);
  }
}
