// What is the same for every pixel is computed at the corners alone.
flat varying mat3 hue_turn;
flat varying mat2 drift;   // a step of the smoke: outwards, turning
flat varying vec3 tint;    // of what burns now
flat varying vec3 keep;    // what a step leaves of the light

// A sine of period 1 made of parabolas.
float wave(float x) {
  x = fract(x) * 2.0 - 1.0;
  return 4.0 * x * (abs(x) - 1.0);
}

// Rotation of colours around the grey axis; 1 is full circle.
mat3 rotation(float turn) {
  float a = 6.2831853 * turn;
  float k = cos(a);
  float s = sin(a) * 0.57735027;
  float g = (1.0 - k) / 3.0;
  return mat3(k + g, g + s, g - s, g - s, k + g, g + s, g + s, g - s, k + g);
}

void main() {
  isf_vertShaderInit();
  hue_turn = rotation(hue + 0.10 * (tone - 0.5));
  float steps = clamp(TIMEDELTA * 30.0, 0.0, 3.0);
  float angle = steps * (0.006 * wave(TIME * 0.031 + seed) + 0.010 * wave(TIME * 0.113));
  float size = exp(-steps * (0.012 + 0.016 * bass));
  drift = size * mat2(cos(angle), sin(angle), -sin(angle), cos(angle));
  keep = pow(vec3(0.976, 0.955, 0.968) + 0.010 * energy, vec3(steps));
  float heat = clamp(0.15 + 0.55 * bass + 0.5 * spark, 0.0, 1.0);
  tint = mix(vec3(0.95, 0.07, 0.05), vec3(1.0, 0.52, 0.10), heat);
  tint = mix(tint, vec3(0.55, 0.12, 1.0), 0.75 * smoothstep(0.2, 0.9, wave(TIME * 0.19 + seed)));
  tint *= 0.22 + 0.70 * bass * bass + 1.4 * spark;
}
