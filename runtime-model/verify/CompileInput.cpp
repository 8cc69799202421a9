#include "verify/CompileInput.h"
#include "verify/CalleeModels.h"
#include "verify/IrCompile.h"

namespace premap::verify {

static InputPrograms compileUnits(const VerifyInput &Input,
                                  const std::set<std::string> &Keep) {
  InputPrograms Result;
  std::vector<const Unit *> All{&Input.Main};
  for (const Unit &U : Input.Others)
    All.push_back(&U);
  std::vector<CompiledUnit> Old, New;
  for (const Unit *U : All) {
    Old.push_back(compileUnit(*U, Input.OldFiles, Keep));
    New.push_back(compileUnit(*U, Input.NewFiles, Keep));
    if (!Old.back().Error.empty())
      Result.Error = "the old one, " + Old.back().Error;
    else if (!New.back().Error.empty())
      Result.Error = "the new one, " + New.back().Error;
    if (!Result.Error.empty())
      return Result;
  }
  Result.Old.emplace(std::move(Old));
  Result.New.emplace(std::move(New));
  return Result;
}

static constexpr std::size_t MaxKeptBodies = 64;

/// Header helpers that only one of the texts calls: each may be a spelling of
/// what the other text does, so that its body counts. So does a body that is
/// not the same in both.
static std::set<std::string> oneSided(const InputPrograms &Texts,
                                      const ResourceTable &Table) {
  auto Old = Texts.Old->skippedCallees(), New = Texts.New->skippedCallees();
  std::set<std::string> Result;
  for (const auto &[Side, Other] : {std::pair(&Old, &New), {&New, &Old}})
    for (const auto &[Name, Hash] : *Side) {
      auto Same = Other->find(Name);
      bool Missing = Same == Other->end();
      bool Known = hasCalleeModel(Name) || isCounted(Table.lookup(Name).Kind);
      if (Missing ? !Known : Same->second != Hash)
        Result.insert(Name);
    }
  return Result;
}

InputPrograms compileInput(const VerifyInput &Input,
                           const ResourceTable &Table) {
  std::set<std::string> Keep;
  for (;;) {
    InputPrograms Texts = compileUnits(Input, Keep);
    if (!Texts.Error.empty() || Keep.size() > MaxKeptBodies)
      return Texts;
    std::size_t Before = Keep.size();
    Keep.merge(oneSided(Texts, Table));
    for (const Program *Text : {&*Texts.Old, &*Texts.New})
      Keep.merge(Text->countingWrappers(Table));
    if (Keep.size() == Before)
      return Texts;
  }
}

} // namespace premap::verify
