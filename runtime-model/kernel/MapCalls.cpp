#include "kernel/MapCalls.h"

#include "kernel/Rules.h"

#include <algorithm>
#include <iterator>

namespace premap::kernel {

static constexpr MapCall Rows[] = {
    {.Name = "remap_pfn_range",
     .Action = "mmap_action_remap_full",
     .Arguments = 5,
     .Start = 1,
     .Size = 3,
     .Base = 2,
     .Prot = 4},
    {.Name = "io_remap_pfn_range",
     .Action = "mmap_action_ioremap_full",
     .Arguments = 5,
     .Start = 1,
     .Size = 3,
     .Base = 2,
     .Prot = 4},
    {.Name = "vm_iomap_memory",
     .Action = "mmap_action_simple_ioremap",
     .Arguments = 3,
     .Base = 1,
     .Length = 2},
    {.Name = "vm_map_pages_zero",
     .Rule = rule::PM034,
     .Why = "checks that there are enough pages, which no action does",
     .Arguments = 3,
     .Base = 1,
     .Length = 2},
    {.Name = "vm_map_pages",
     .Rule = rule::PM034,
     .Why = "checks the page count against the offset, which no action does",
     .Arguments = 3,
     .Base = 1,
     .Length = 2},
    {.Name = "vm_insert_*",
     .Rule = rule::PM033,
     .Why = "inserts pages one by one, for which there is no action"},
    {.Name = "vmf_insert_*",
     .Rule = rule::PM033,
     .Why = "inserts pages one by one, for which there is no action"},
    {.Name = "dma_mmap_coherent", .Arguments = 5, .Base = 3, .Length = 4},
    {.Name = "dma_mmap_wc", .Arguments = 5, .Base = 3, .Length = 4},
    {.Name = "dma_mmap_attrs", .Arguments = 6, .Base = 3, .Length = 4},
    {.Name = "dma_mmap_pages", .Arguments = 4, .Base = 3, .Length = 2},
    {.Name = "remap_vmalloc_range",
     .Arguments = 3,
     .Base = 1,
     .ChecksRange = true},
    // What a hook with a descriptor calls.
    {.Name = "mmap_action_remap",
     .Arguments = 4,
     .Start = 1,
     .Size = 3,
     .Base = 2},
    {.Name = "mmap_action_remap_full", .Arguments = 2, .Base = 1},
    {.Name = "mmap_action_ioremap",
     .Arguments = 4,
     .Start = 1,
     .Size = 3,
     .Base = 2},
    {.Name = "mmap_action_ioremap_full", .Arguments = 2, .Base = 1},
    {.Name = "mmap_action_simple_ioremap",
     .Arguments = 3,
     .Base = 1,
     .Length = 2},
    {.Name = "mmap_action_map_kernel_pages",
     .Arguments = 4,
     .Start = 1,
     .Pages = 2,
     .Count = 3},
    {.Name = "mmap_action_map_kernel_pages_full", .Arguments = 2, .Pages = 1},
};

std::span<const MapCall> mapCalls() { return Rows; }

const MapCall *mapCallNamed(std::string_view Name) {
  for (const MapCall &Row : Rows)
    if (Row.Name == Name)
      return &Row;
  for (const MapCall &Row : Rows)
    if (Row.Name.ends_with('*') &&
        Name.starts_with(Row.Name.substr(0, Row.Name.size() - 1)))
      return &Row;
  return nullptr;
}

bool isAction(std::string_view Name) {
  return Name.starts_with("mmap_action_");
}

bool isPrepareBridge(std::string_view Name) {
  static constexpr std::string_view Names[] = {
      "compat_set_desc_from_vma", "compat_vma_mmap", "__compat_vma_mmap",
      "compat_vma_mmap_prepare", "__compat_vma_mmap_prepare"};
  return std::find(std::begin(Names), std::end(Names), Name) != std::end(Names);
}

} // namespace premap::kernel
