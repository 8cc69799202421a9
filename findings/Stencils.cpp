#include "findings/Stencils.h"

#include "kernel/Calls.h"
#include "kernel/Fields.h"
#include "kernel/Flags.h"

#include <algorithm>
#include <cctype>

namespace premap {

bool hasFeature(const ApiFeatures &Api, std::string_view Name) {
  const std::vector<std::string> Names = featureNames(Api);
  return std::find(Names.begin(), Names.end(), Name) != Names.end();
}

std::string callForm(const ApiFeatures &Api, std::string_view Form,
                     llvm::function_ref<std::string(char)> Fill) {
  std::string Out, Word;
  for (size_t I = 0; I < Form.size(); ++I) {
    char C = Form[I];
    if (std::isalnum(static_cast<unsigned char>(C)) || C == '_')
      Word += C;
    else if (C == '(' && !Word.empty() && !hasFeature(Api, Word))
      return "";
    else
      Word.clear();
    if (C == '$' && I + 1 < Form.size())
      Out += Fill(Form[++I]);
    else
      Out += C;
  }
  return Out;
}

/// The form with anything in the places of arguments.
static bool isUsable(const ApiFeatures &Api, std::string_view Form) {
  return !Form.empty() &&
         !callForm(Api, Form, [](char) { return std::string("x"); }).empty();
}

FormState formOf(const ApiFeatures &Api, const std::string &Name) {
  const kernel::Call *Row = kernel::callNamed(Name);
  if (!Row || Row->ForDescriptor.empty())
    return FormState::None;
  return isUsable(Api, Row->ForDescriptor) || isUsable(Api, Row->Otherwise)
             ? FormState::Usable
             : FormState::Lacking;
}

std::string callOnFlags(const ApiFeatures &Api, const std::string &Desc,
                        std::string_view Callee) {
  const kernel::Call *Row = kernel::callNamed(Callee);
  if (Row && (Row->Kind == kernel::CallKind::FlagPredicate ||
              Row->Kind == kernel::CallKind::Arithmetic)) {
    auto Fill = [&](char) { return Desc; };
    std::string Text = callForm(Api, Row->ForDescriptor, Fill);
    return Text.empty() ? callForm(Api, Row->Otherwise, Fill) : Text;
  }
  const kernel::FlagPredicate *Test = kernel::flagPredicate(Callee);
  if (!Test || Test->Source != kernel::FlagSource::Word ||
      !Test->Expected.empty())
    return "";
  std::vector<std::string> Flags;
  kernel::forEachWord(Test->Flags,
                      [&](std::string_view Flag) { Flags.emplace_back(Flag); });
  return flagTest(Api, Desc, FlagTestForm::AnySet, *flagBits(Flags),
                  Flags.size());
}

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

std::string changeFlags(const ApiFeatures &Api, const std::string &Desc,
                        bool Set, const std::string &Bits) {
  const kernel::Call *Row =
      kernel::callNamed(Set ? kernel::SetsFlags : kernel::ClearsFlags);
  return callForm(Api, Row->ForDescriptor,
                  [&](char Which) { return Which == 'd' ? Desc : Bits; });
}

bool setsNothing(const std::string &Mask) {
  return Mask == "0" || Mask == kernel::NoFlags;
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

ExactTest exactTest(const ApiFeatures &Api, const std::string &Desc,
                    const Event &Test) {
  auto isIn = [](const std::vector<std::string> &Flags, const std::string &F) {
    return std::find(Flags.begin(), Flags.end(), F) != Flags.end();
  };
  std::vector<std::string> Unset;
  for (const std::string &Flag : Test.Flags)
    if (!isIn(Test.Expected, Flag))
      Unset.push_back(Flag);
  bool IsPart =
      Test.SingleBits && !Test.Expected.empty() && !Unset.empty() &&
      std::all_of(Test.Expected.begin(), Test.Expected.end(),
                  [&](const std::string &F) { return isIn(Test.Flags, F); });
  std::optional<std::string> Set = flagBits(Test.Expected),
                             Rest = flagBits(Unset);
  if (!IsPart || Test.Operator.empty() || !Set || !Rest)
    return {};
  const bool Equal = Test.Operator == "==";
  std::string First = flagTest(
      Api, Desc, Equal ? FlagTestForm::AllSet : FlagTestForm::NotAllSet, *Set,
      Test.Expected.size());
  std::string Second =
      flagTest(Api, Desc, Equal ? FlagTestForm::NoneSet : FlagTestForm::AnySet,
               *Rest, Unset.size());
  if (First.empty() || Second.empty())
    return {};
  std::string Operator = Equal ? "&&" : "||";
  return {First + " " + Operator + " " + Second, Operator};
}

std::string flagsAsWord(const ApiFeatures &Api, const std::string &Desc) {
  return callForm(Api, "vma_flags_to_legacy($d)", [&](char) {
    return Desc.empty() ? "flags" : Desc + "->vma_flags";
  });
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
