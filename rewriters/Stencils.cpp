#include "rewriters/Stencils.h"

#include "kernel/Fields.h"
#include "kernel/Flags.h"

namespace premap {

bool usesFlagBits(const ApiFeatures &Api) {
  return Api.DescVmaFlags && !Api.DescVmFlags;
}

std::string descField(const std::string &VmaField) {
  return std::string(kernel::descField(VmaField));
}

std::optional<std::string> flagBit(const std::string &Flag) {
  const kernel::Flag *Row =
      Flag.starts_with(kernel::WordPrefix) ? kernel::flagNamed(Flag) : nullptr;
  if (!Row)
    return std::nullopt;
  return kernel::bitName(*Row);
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

/// The test of any of \p Count bits of a set of flags, "" if there is none.
static const char *anyOfSet(const ApiFeatures &Api, size_t Count) {
  if (Api.FlagsTestOfMany || (Count == 1 && Api.FlagsTest))
    return "vma_flags_test";
  return Api.FlagsTestAny ? "vma_flags_test_any" : "";
}

static const char *anyOfDesc(const ApiFeatures &Api, size_t Count) {
  if (Count == 1 && Api.DescTest)
    return "vma_desc_test";
  if (Api.DescTestAny)
    return "vma_desc_test_any";
  return Api.DescTestFlags ? "vma_desc_test_flags" : "";
}

static std::string testOf(const std::string &Name, const std::string &Subject,
                          const std::string &Bits) {
  return Name.empty() ? "" : Name + "(" + Subject + ", " + Bits + ")";
}

static std::string anyTest(const ApiFeatures &Api, const std::string &Desc,
                           const std::string &Bits, size_t Count) {
  return Desc.empty() ? testOf(anyOfSet(Api, Count), "&flags", Bits)
                      : testOf(anyOfDesc(Api, Count), Desc, Bits);
}

static std::string allTest(const ApiFeatures &Api, const std::string &Desc,
                           const std::string &Bits) {
  if (!Desc.empty() && Api.DescTestAll)
    return testOf("vma_desc_test_all", Desc, Bits);
  return testOf(Api.FlagsTestAll ? "vma_flags_test_all" : "",
                Desc.empty() ? "&flags" : "&" + Desc + "->vma_flags", Bits);
}

/// \p Test, turned round; a test that the target lacks stays "".
static std::string negated(const std::string &Test) {
  return Test.empty() ? "" : "!" + Test;
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
    return negated(anyTest(Api, Desc, Bits, Count));
  case FlagTestForm::AllSet:
    return All;
  case FlagTestForm::NotAllSet:
    return negated(All);
  case FlagTestForm::Mask:
    return "";
  }
  return "";
}

} // namespace premap
