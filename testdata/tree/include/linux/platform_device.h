/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_PLATFORM_DEVICE_H
#define _LINUX_PLATFORM_DEVICE_H

#include <linux/device.h>
#include <linux/init.h>

struct platform_device {
	const char *name;
	struct device dev;
	unsigned int num_resources;
	struct resource *resource;
};

struct device_driver {
	const char *name;
	struct module *owner;
};

struct platform_driver {
	int (*probe)(struct platform_device *pdev);
	void (*remove)(struct platform_device *pdev);
	struct device_driver driver;
};

struct resource *platform_get_resource(struct platform_device *pdev,
				       unsigned int type, unsigned int num);
static inline void platform_set_drvdata(struct platform_device *pdev,
					void *data)
{
	dev_set_drvdata(&pdev->dev, data);
}

static inline void *platform_get_drvdata(const struct platform_device *pdev)
{
	return dev_get_drvdata(&pdev->dev);
}

int platform_driver_register(struct platform_driver *drv);
void platform_driver_unregister(struct platform_driver *drv);

#define module_platform_driver(drv)					\
	static int __init drv##_init(void)				\
	{								\
		return platform_driver_register(&drv);			\
	}								\
	module_init(drv##_init);					\
	static void __exit drv##_exit(void)				\
	{								\
		platform_driver_unregister(&drv);			\
	}								\
	module_exit(drv##_exit)

#endif
