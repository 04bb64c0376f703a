/*{"INPUTS": [{"NAME": "t0", "TYPE": "image"}, {"NAME": "t1", "TYPE": "image"}, {"NAME": "t2", "TYPE": "image"}, {"NAME": "t3", "TYPE": "image"}, {"NAME": "t4", "TYPE": "image"}, {"NAME": "t5", "TYPE": "image"}, {"NAME": "t6", "TYPE": "image"}, {"NAME": "t7", "TYPE": "image"}, {"NAME": "t8", "TYPE": "image"}, {"NAME": "t9", "TYPE": "image"}, {"NAME": "t10", "TYPE": "image"}, {"NAME": "t11", "TYPE": "image"}, {"NAME": "t12", "TYPE": "image"}, {"NAME": "t13", "TYPE": "image"}, {"NAME": "t14", "TYPE": "image"}, {"NAME": "t15", "TYPE": "image"}]}*/
void main() {
	vec4 c = vec4(0.0);
	c += IMG_THIS_PIXEL(t0);
	c += IMG_THIS_PIXEL(t1);
	c += IMG_THIS_PIXEL(t2);
	c += IMG_THIS_PIXEL(t3);
	c += IMG_THIS_PIXEL(t4);
	c += IMG_THIS_PIXEL(t5);
	c += IMG_THIS_PIXEL(t6);
	c += IMG_THIS_PIXEL(t7);
	c += IMG_THIS_PIXEL(t8);
	c += IMG_THIS_PIXEL(t9);
	c += IMG_THIS_PIXEL(t10);
	c += IMG_THIS_PIXEL(t11);
	c += IMG_THIS_PIXEL(t12);
	c += IMG_THIS_PIXEL(t13);
	c += IMG_THIS_PIXEL(t14);
	c += IMG_THIS_PIXEL(t15);
	gl_FragColor = vec4(c.rgb / 16.0, 1.0);
}
