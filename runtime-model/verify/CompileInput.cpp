#include "verify/CompileInput.h"
#include "verify/CalleeModels.h"
#include "verify/CompileSetup.h"
#include "verify/IrCompile.h"

namespace premap::verify {

/// The headers that are another text in the new version.
static std::set<std::string> changedHeaders(const VerifyInput &Input) {
  std::set<std::string> Changed;
  auto add = [&](const FileTexts &Some, const FileTexts &Others) {
    for (const auto &[Path, Text] : Some) {
      auto Other = Others.find(Path);
      if (!Path.ends_with(".c") &&
          (Other == Others.end() || Other->second != Text))
        Changed.insert(withoutDots(Path));
    }
  };
  add(Input.OldFiles, Input.NewFiles);
  add(Input.NewFiles, Input.OldFiles);
  return Changed;
}

static InputPrograms compileUnits(const VerifyInput &Input,
                                  const std::set<std::string> &Keep) {
  InputPrograms Result;
  std::vector<const Unit *> All{&Input.Main};
  for (const Unit &U : Input.Others)
    All.push_back(&U);
  std::vector<CompiledUnit> Old, New;
  const std::set<std::string> Changed = changedHeaders(Input);
  for (const Unit *U : All) {
    Old.push_back(compileUnit(*U, Input.OldFiles, Keep, Changed, Constants::No,
                              Input.Headers));
    New.push_back(compileUnit(*U, Input.NewFiles, Keep, Changed, Constants::No,
                              Input.Headers));
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
/// not the same in both, or uses what is not.
static std::set<std::string> oneSided(const InputPrograms &Texts,
                                      const ResourceTable &Table) {
  auto Old = Texts.Old->skippedCallees(), New = Texts.New->skippedCallees();
  std::set<std::string> Result, Changed = Texts.Old->changedNames(*Texts.New);
  for (const auto &[Side, Other] : {std::pair(&Old, &New), {&New, &Old}})
    for (const auto &[Name, Hash] : *Side) {
      auto Same = Other->find(Name);
      bool Missing = Same == Other->end();
      bool Known = hasCalleeModel(Name) || isCounted(Table.lookup(Name).Kind);
      if (Missing ? !Known : Same->second != Hash || Changed.count(Name))
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
