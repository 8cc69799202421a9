// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/export.h>

const char linux_banner[] = "sample";
EXPORT_SYMBOL(linux_banner);
