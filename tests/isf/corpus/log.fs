0:12(3): error: x
ERROR: 0:3: y
0(3) : z
/*{}*/