// Lists, trees and maps that objects are found in.
#ifndef PREMAP_KERNEL_CONTAINERS_H
#define PREMAP_KERNEL_CONTAINERS_H

#include <string_view>

namespace premap::kernel {

/// Removes from a container what was found in it.
bool takesOut(std::string_view Name);

} // namespace premap::kernel

#endif
