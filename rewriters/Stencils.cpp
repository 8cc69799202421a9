#include "rewriters/Stencils.h"

#include <array>

namespace premap {

bool usesFlagBits(const ApiFeatures &Api) {
  return Api.DescVmaFlags && !Api.DescVmFlags;
}

std::string descField(const std::string &VmaField) {
  static constexpr std::array<std::pair<const char *, const char *>, 7> Fields =
      {{{"vm_start", "start"},
        {"vm_end", "end"},
        {"vm_pgoff", "pgoff"},
        {"vm_page_prot", "page_prot"},
        {"vm_ops", "vm_ops"},
        {"vm_private_data", "private_data"},
        {"vm_mm", "mm"}}};
  for (const auto &[Vma, Desc] : Fields)
    if (VmaField == Vma)
      return Desc;
  return "";
}

std::optional<std::string> flagBit(const std::string &Flag) {
  if (Flag.size() < 4 || Flag.compare(0, 3, "VM_") != 0)
    return std::nullopt;
  return "VMA_" + Flag.substr(3) + "_BIT";
}

std::optional<std::string> flagBits(const std::vector<std::string> &Flags) {
  std::string Out;
  for (const std::string &Flag : Flags) {
    std::optional<std::string> Bit = flagBit(Flag);
    if (!Bit)
      return std::nullopt;
    Out += (Out.empty() ? "" : ", ") + *Bit;
  }
  if (Out.empty())
    return std::nullopt;
  return Out;
}

std::string sizeOf(const ApiFeatures &Api, const std::string &Desc) {
  return Api.DescSize ? "vma_desc_size(" + Desc + ")"
                      : "(" + Desc + "->end - " + Desc + "->start)";
}

std::string pagesOf(const ApiFeatures &Api, const std::string &Desc) {
  return Api.DescPages
             ? "vma_desc_pages(" + Desc + ")"
             : "((" + Desc + "->end - " + Desc + "->start) >> PAGE_SHIFT)";
}

static std::string anyTest(const ApiFeatures &Api, const std::string &Desc,
                           const std::string &Bits, size_t Count) {
  if (Desc.empty())
    return (Count == 1 || !Api.DescTest ? "vma_flags_test(&flags, "
                                        : "vma_flags_test_any(&flags, ") +
           Bits + ")";
  std::string Name = !Api.DescTest ? "vma_desc_test_flags"
                     : Count == 1  ? "vma_desc_test"
                                   : "vma_desc_test_any";
  return Name + "(" + Desc + ", " + Bits + ")";
}

static std::string allTest(const ApiFeatures &Api, const std::string &Desc,
                           const std::string &Bits) {
  if (Desc.empty())
    return "vma_flags_test_all(&flags, " + Bits + ")";
  if (Api.DescTestAll)
    return "vma_desc_test_all(" + Desc + ", " + Bits + ")";
  return "vma_flags_test_all(&" + Desc + "->vma_flags, " + Bits + ")";
}

std::string flagTest(const ApiFeatures &Api, const std::string &Desc,
                     FlagTestForm Form, const std::string &Bits, size_t Count) {
  // One bit is set whether one asks for any or for all of it.
  if (Count == 1 && Form == FlagTestForm::AllSet)
    Form = FlagTestForm::AnySet;
  if (Count == 1 && Form == FlagTestForm::NotAllSet)
    Form = FlagTestForm::NoneSet;
  std::string All = allTest(Api, Desc, Bits);
  switch (Form) {
  case FlagTestForm::AnySet:
    return anyTest(Api, Desc, Bits, Count);
  case FlagTestForm::NoneSet:
    return "!" + anyTest(Api, Desc, Bits, Count);
  case FlagTestForm::AllSet:
    return All;
  case FlagTestForm::NotAllSet:
    return "!" + All;
  case FlagTestForm::Mask:
    return "";
  }
  return "";
}

} // namespace premap
