/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_DEVICE_H
#define _LINUX_DEVICE_H

#include <linux/compiler.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/types.h>

struct device {
	struct device *parent;
	void *driver_data;
	void *platform_data;
};

static inline void *dev_get_drvdata(const struct device *dev)
{
	return dev->driver_data;
}

static inline void dev_set_drvdata(struct device *dev, void *data)
{
	dev->driver_data = data;
}

struct device *get_device(struct device *dev);
void put_device(struct device *dev);
void *devm_kzalloc(struct device *dev, size_t size, gfp_t gfp);

void _dev_err(const struct device *dev, const char *fmt, ...) __printf(2, 3);
void _dev_warn(const struct device *dev, const char *fmt, ...) __printf(2, 3);
void _dev_info(const struct device *dev, const char *fmt, ...) __printf(2, 3);

#define dev_err(dev, fmt, ...) \
	({ _dev_err(dev, pr_fmt(fmt), ##__VA_ARGS__); })
#define dev_warn(dev, fmt, ...) \
	({ _dev_warn(dev, pr_fmt(fmt), ##__VA_ARGS__); })
#define dev_info(dev, fmt, ...) \
	({ _dev_info(dev, pr_fmt(fmt), ##__VA_ARGS__); })
#define dev_dbg(dev, fmt, ...) do {					\
	if (0)								\
		_dev_info(dev, pr_fmt(fmt), ##__VA_ARGS__);		\
} while (0)

#endif
