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
     .Action = "mmap_action_map_kernel_pages_full",
     .Rule = rule::PM034,
     .Why = "checks that there are enough pages, which no action does",
     .Arguments = 3,
     .Base = 1,
     .Length = 2,
     .Check = "%s > %n",
     .CheckError = "ENXIO"},
    {.Name = "vm_map_pages",
     .Action = "mmap_action_map_kernel_pages_full",
     .Rule = rule::PM034,
     .Why = "checks the page count against the offset, which no action does",
     .Arguments = 3,
     .Base = 1,
     .Length = 2,
     .BaseForm = "%b + %d->pgoff",
     .Check = "%d->pgoff >= %n || %s > %n - %d->pgoff",
     .CheckError = "ENXIO"},
    // A loop over all pages of the mapping: those of an array, of an area.
    {.Name = "vm_insert_page",
     .Action = "mmap_action_map_kernel_pages_full",
     .Rule = rule::PM033,
     .Why = "inserts pages one by one, for which there is no action",
     .Arguments = 4,
     .Start = 1,
     .Size = 3,
     .Base = 2},
    {.Name = "vm_insert_page",
     .Action = "mmap_action_map_kernel_pages_full",
     .Rule = rule::PM033,
     .Why = "inserts pages one by one, for which there is no action",
     .Arguments = 5,
     .Start = 1,
     .Size = 3,
     .Base = 2,
     .BaseForm = "find_vm_area(%b)->pages"},
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

const MapCall *mapCallNamed(std::string_view Name, std::size_t Arguments) {
  for (const MapCall &Row : Rows)
    if (Row.Name == Name && Row.Arguments == Arguments)
      return &Row;
  return mapCallNamed(Name);
}

bool insertsOnePage(std::string_view Name) { return Name == "vm_insert_page"; }

bool hasPageArray(std::string_view Name) {
  for (std::string_view Suffix : {"_noprof"})
    if (Name.ends_with(Suffix))
      Name.remove_suffix(Suffix.size());
  static constexpr std::string_view Names[] = {
      "vmalloc",      "vzalloc",    "vmalloc_user",   "vmalloc_node",
      "vzalloc_node", "vmalloc_32", "vmalloc_32_user"};
  return std::find(std::begin(Names), std::end(Names), Name) != std::end(Names);
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
