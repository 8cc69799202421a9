#include "matchers/FactIndex.h"

#include "matchers/Classify.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"

#include <algorithm>

using llvm::StringRef;

namespace premap {

/// The member by which the VFS finds the table of an open file.
constexpr char FileTable[] = "file.f_op";

/// Makes the records of an index whose definitions and tables are complete.
struct FactIndex::Builder {
  explicit Builder(FactIndex &Index) : Index(Index) {}

  using Key = std::pair<std::string, std::string>; ///< file, name

  Key keyOf(const OpsEntry &Entry) const;
  std::string definingFile(const std::string &Name,
                           const std::string &UserFile) const;
  void addUnit(const UnitFacts &Unit);
  void addMention(HandlerRecord &Record, const Mention &Found);
  void addMentions();
  void describe(HandlerRecord &Record);
  void describeBody(HandlerRecord &Record);
  void addHelpers(HandlerRecord &Record);
  void addVmOps(HandlerRecord &Record) const;
  void addTableUses(HandlerRecord &Record) const;
  std::string brokenPart(const HandlerRecord &Record) const;
  void findBestEffort();
  Classification classifyAs(const HandlerRecord &Record,
                            const std::string &Arch) const;
  void compareArchs(HandlerRecord &Record);
  void compareTables(HandlerRecord &Record);
  void run();

  FactIndex &Index;
  std::map<Key, HandlerRecord> Records;
  std::map<std::string, std::vector<std::string>>
      External; ///< name -> files that define it
  std::map<std::string, std::vector<const VmOpsTable *>> VmOps; ///< by name
  std::map<std::string, std::vector<const TableUse *>>
      TableUses; ///< by the table's name
  std::map<std::string, std::vector<const FieldUse *>>
      Calls; ///< of `file_operations` hooks, by holder
  std::map<std::string, std::vector<const BrokenPlace *>> Broken; ///< by file
  /// Functions that only best-effort units define -> what these assume.
  std::map<Key, std::string> Assumptions;
};

static auto orderOf(const OpsEntry &Entry) {
  return std::tie(Entry.Where, Entry.Type, Entry.Field, Entry.Variable,
                  Entry.Handler, Entry.ValueText);
}

/// Adds \p Entry unless another unit has said the same.
static void addOnce(std::vector<OpsEntry> &Out, const OpsEntry &Entry) {
  auto Less = [](const OpsEntry &A, const OpsEntry &B) {
    return orderOf(A) < orderOf(B);
  };
  auto At = std::lower_bound(Out.begin(), Out.end(), Entry, Less);
  if (At == Out.end() || Less(Entry, *At))
    Out.insert(At, Entry);
}

static void addOnce(std::vector<std::string> &Out, const std::string &Text) {
  auto At = std::lower_bound(Out.begin(), Out.end(), Text);
  if (At == Out.end() || *At != Text)
    Out.insert(At, Text);
}

/// How many leading folders two paths share.
static unsigned commonFolders(StringRef A, StringRef B) {
  unsigned Result = 0;
  for (size_t I = 0; I < std::min(A.size(), B.size()) && A[I] == B[I]; ++I)
    Result += A[I] == '/';
  return Result;
}

/// The file that defines the external \p Name for \p UserFile: the nearest if
/// several do, "" if none.
std::string
FactIndex::Builder::definingFile(const std::string &Name,
                                 const std::string &UserFile) const {
  auto Found = External.find(Name);
  if (Found == External.end())
    return {};
  return *llvm::max_element(
      Found->second, [&](const std::string &A, const std::string &B) {
        return std::make_tuple(A == UserFile, commonFolders(A, UserFile)) <
               std::make_tuple(B == UserFile, commonFolders(B, UserFile));
      });
}

FactIndex::Builder::Key FactIndex::Builder::keyOf(const OpsEntry &Entry) const {
  std::string File = Entry.HandlerFile;
  if (File.empty())
    File = definingFile(Entry.Handler, Entry.Where.Path);
  if (File.empty())
    File = Entry.Where.Path;
  return {File, Entry.Handler};
}

void FactIndex::Builder::addUnit(const UnitFacts &Unit) {
  for (const OpsEntry &Entry : Unit.Ops) {
    addOnce(Index.Tables, Entry);
    if (Entry.Handler.empty())
      continue;
    HandlerRecord &Record = Records[keyOf(Entry)];
    addOnce(Record.Ops, Entry);
    if (!Unit.BestEffort)
      addOnce(Record.Archs, Unit.Arch);
  }
}

static bool isFromText(MentionKind Kind) {
  switch (Kind) {
  case MentionKind::Definition:
  case MentionKind::Declaration:
  case MentionKind::TableEntry:
  case MentionKind::Call:
  case MentionKind::Address:
    return false;
  case MentionKind::Comment:
  case MentionKind::Export:
  case MentionKind::String:
  case MentionKind::Directive:
  case MentionKind::Inactive:
  case MentionKind::Other:
    return true;
  }
  llvm_unreachable("all kinds are handled");
}

/// Another unit may see code where this one sees only text, and knows better.
void FactIndex::Builder::addMention(HandlerRecord &Record,
                                    const Mention &Found) {
  auto At = std::lower_bound(
      Record.Mentions.begin(), Record.Mentions.end(), Found,
      [](const Mention &A, const Mention &B) { return A.Where < B.Where; });
  if (At == Record.Mentions.end() || Found.Where < At->Where) {
    Record.Mentions.insert(At, Found);
  } else if (Found.Where) {
    if (isFromText(At->Kind) && !isFromText(Found.Kind))
      *At = Found;
  } else if (At->Kind != Found.Kind) {
    Record.Mentions.insert(At, Found);
  }
}

void FactIndex::Builder::addMentions() {
  for (const UnitFacts &Unit : Index.Units) {
    for (const FunctionFacts &Function : Unit.Functions) {
      auto Record = Records.find({Function.File, Function.Name});
      if (Record == Records.end())
        continue;
      if (!Unit.BestEffort)
        addOnce(Record->second.Archs, Unit.Arch);
      for (const Mention &Found : Function.Mentions)
        addMention(Record->second, Found);
    }
    for (size_t I = 0; I < Unit.ForeignMentions.size(); ++I) {
      const std::string &Name = Unit.ForeignNames[I];
      std::string File = definingFile(Name, Unit.File);
      auto Record = Records.find({File.empty() ? Unit.File : File, Name});
      if (Record != Records.end())
        addMention(Record->second, Unit.ForeignMentions[I]);
    }
  }
}

/// The functions of the handler's file that it calls, as the first architecture
/// sees them.
void FactIndex::Builder::addHelpers(HandlerRecord &Record) {
  std::set<std::string> Known{Record.Name};
  std::vector<FunctionPointer> Work{Record.Function};
  for (size_t I = 0; I < Work.size(); ++I) {
    for (const Event &E : Work[I]->Body.Events) {
      bool GetsVma = E.Kind == EventKind::HelperCall;
      bool IsCall = GetsVma || E.Kind == EventKind::SideEffect;
      if (!IsCall || Known.count(E.Name))
        continue;
      FunctionPointer Callee = Index.function(Record.File, E.Name);
      if (!Callee)
        continue;
      Known.insert(E.Name);
      if (GetsVma) {
        Record.Helpers.push_back(Callee);
        Work.push_back(Callee);
      } else {
        Record.Callees.push_back(Callee);
      }
    }
  }
}

/// A static table is the file's own; of the others the nearest counts, as with
/// handlers.
void FactIndex::Builder::addVmOps(HandlerRecord &Record) const {
  std::set<std::string> Names;
  std::vector<FunctionPointer> Functions = Record.Helpers;
  Functions.push_back(Record.Function);
  for (const FunctionPointer &Function : Functions)
    Names.insert(Function->Body.VmOps.begin(), Function->Body.VmOps.end());
  for (const std::string &Name : Names) {
    auto Found = VmOps.find(Name);
    if (Found == VmOps.end())
      continue;
    const VmOpsTable *Best = nullptr;
    for (const VmOpsTable *Table : Found->second) {
      if (Table->Static && Table->File != Record.File)
        continue;
      auto Nearness = [&](const VmOpsTable &T) {
        return std::make_tuple(T.File == Record.File,
                               commonFolders(T.File, Record.File));
      };
      if (!Best || Nearness(*Best) < Nearness(*Table))
        Best = Table;
    }
    if (Best)
      Record.VmOps.push_back(*Best);
  }
}

static void sortUnique(std::vector<Span> &Places) {
  llvm::sort(Places);
  Places.erase(std::unique(Places.begin(), Places.end()), Places.end());
}

void FactIndex::Builder::addTableUses(HandlerRecord &Record) const {
  for (const OpsEntry &Entry : Record.Ops) {
    auto Found = TableUses.find(Entry.Variable);
    if (Entry.Type != "file_operations" || Found == TableUses.end())
      continue;
    for (const TableUse *Use : Found->second) {
      if (!Use->VariableFile.empty() && Use->VariableFile != Entry.Where.Path)
        continue;
      if (Use->Holder == FileTable) {
        if (!Use->WhileOpening)
          Record.LiveStores.push_back(Use->Where);
      } else if (auto Through = Calls.find(Use->Holder);
                 Through != Calls.end()) {
        for (const FieldUse *Call : Through->second)
          if (Call->Field == Entry.Field)
            Record.DirectCalls.push_back(Call->Where);
      }
    }
  }
  sortUnique(Record.LiveStores);
  sortUnique(Record.DirectCalls);
}

Classification FactIndex::Builder::classifyAs(const HandlerRecord &Record,
                                              const std::string &Arch) const {
  auto View = [&](const FunctionPointer &Function) -> const FunctionFacts * {
    const ByArch &Views = Index.Definitions.at(Record.File).at(Function->Name);
    auto Found = Views.find(Arch);
    return Found == Views.end() ? Function.get() : Found->second.get();
  };
  HandlerReading Reading;
  Reading.Name = Record.Name;
  Reading.Handler = &View(Record.Function)->Body;
  for (const FunctionPointer &Helper : Record.Helpers)
    Reading.Helpers.push_back(View(Helper));
  for (const FunctionPointer &Callee : Record.Callees)
    Reading.Callees.push_back(View(Callee));
  std::vector<FieldUse> Uses;
  for (const UnitFacts &Unit : Index.Units)
    if (Unit.Arch == Arch)
      for (const FieldUse &Use : Unit.FieldUses)
        if (Use.Where.Path == Record.File)
          Uses.push_back(Use);
  Reading.FieldUses = &Uses;
  return classify(Reading);
}

/// A file that some architecture compiles is known from there, and so is a
/// function.
void FactIndex::Builder::findBestEffort() {
  std::set<std::string> &Files = Index.BestEffortFiles;
  auto ForEach = [&](bool BestEffort, auto Do) {
    for (const UnitFacts &Unit : Index.Units) {
      if (Unit.BestEffort != BestEffort)
        continue;
      Do(Unit, Unit.File, "");
      for (const FunctionFacts &Function : Unit.Functions)
        Do(Unit, Function.File, Function.Name);
    }
  };
  ForEach(true, [&](const UnitFacts &Unit, const std::string &File,
                    const std::string &Name) {
    Files.insert(File);
    Assumptions.insert({{File, Name}, Unit.Assumes});
  });
  ForEach(false, [&](const UnitFacts &, const std::string &File,
                     const std::string &Name) {
    Files.erase(File);
    Assumptions.erase({File, Name});
  });
  for (const UnitFacts &Unit : Index.Units)
    for (const BrokenPlace &Place : Unit.Broken)
      Broken[Place.Path].push_back(&Place);
}

/// What forbids to believe what was read of a best-effort handler; "" if it is
/// sound with all that its class and its conversion depend on.
std::string FactIndex::Builder::brokenPart(const HandlerRecord &Record) const {
  auto ErrorAt = [&](const std::string &Path, unsigned Line) -> std::string {
    auto Places = Broken.find(Path);
    if (Places != Broken.end())
      for (const BrokenPlace *Place : Places->second)
        if (Place->FirstLine <= Line && Line <= Place->LastLine)
          return Place->Error;
    return {};
  };
  for (const OpsEntry &Entry : Record.Ops)
    if (std::string Error = ErrorAt(Entry.Where.Path, Entry.Where.Line);
        !Error.empty())
      return "its table did not parse: " + Error;
  if (!Record.Function)
    return Record.Class ? "" : "no unit that was read defines it";
  std::vector<FunctionPointer> Parts{Record.Function};
  llvm::append_range(Parts, Record.Helpers);
  llvm::append_range(Parts, Record.Callees);
  for (const FunctionPointer &Part : Parts)
    if (std::string Error = ErrorAt(Part->File, Part->Line); !Error.empty())
      return (Part == Record.Function ? "it" : Part->Name + "()") +
             " did not parse: " + Error;
  // Of a table that did not parse no initializer may be left.
  auto Places = Broken.find(Record.File);
  for (const FunctionPointer &Part : Parts)
    for (const std::string &Table : Part->Body.VmOps)
      if (Places != Broken.end())
        for (const BrokenPlace *Place : Places->second)
          if (Place->Name == Table)
            return Table + " did not parse: " + Place->Error;
  return {};
}

static std::string joined(const std::vector<HandlerClass> &Classes) {
  std::string Result;
  for (HandlerClass Class : Classes)
    Result += (Result.empty() ? "" : ", ") + toString(Class);
  return Result.empty() ? "nothing known" : Result;
}

void FactIndex::Builder::compareArchs(HandlerRecord &Record) {
  const ByArch &Views = Index.Definitions.at(Record.File).at(Record.Name);
  const auto &[FirstArch, First] = *Views.begin();
  Classification Base = classifyAs(Record, FirstArch);
  Record.Class = Base.Class;
  Record.Classes = Base.Classes;
  for (const auto &[Arch, View] : llvm::drop_begin(Views)) {
    if (!(View->Definition == First->Definition))
      Record.Disagreements.push_back(
          Arch + " compiles the definition at line " +
          std::to_string(View->Line) + ", " + FirstArch + " that at line " +
          std::to_string(First->Line) + ".");
    Classification Other = classifyAs(Record, Arch);
    if (Other.Classes == Base.Classes)
      continue;
    Record.Disagreements.push_back("On " + Arch + " the handler is " +
                                   joined(Other.Classes) + ", on " + FirstArch +
                                   " it is " + joined(Base.Classes) + ".");
    for (HandlerClass Class : Other.Classes)
      if (!llvm::is_contained(Record.Classes, Class))
        Record.Classes.push_back(Class);
    llvm::sort(Record.Classes);
    Record.Class = Record.Classes.back();
  }
}

/// Says which architectures compile a table's file, but not the entry.
void FactIndex::Builder::compareTables(HandlerRecord &Record) {
  for (const OpsEntry &Entry : Record.Ops) {
    std::set<std::string> With, Without;
    for (const UnitFacts &Unit : Index.Units) {
      if (Unit.File != Entry.Where.Path)
        continue;
      bool Has = llvm::any_of(Unit.Ops, [&](const OpsEntry &Other) {
        return orderOf(Other) == orderOf(Entry);
      });
      (Has ? With : Without).insert(Unit.Arch);
    }
    for (const std::string &Arch : Without)
      if (!With.count(Arch) && !With.empty())
        Record.Disagreements.push_back(
            Arch + " has no such entry at " + Entry.Where.Path + ":" +
            std::to_string(Entry.Where.Line) + ", " + *With.begin() + " has.");
  }
}

/// Forgets what was read of a body that is not sound.
static void dropBody(HandlerRecord &Record) {
  Record.Function.reset();
  Record.Helpers.clear();
  Record.Callees.clear();
  Record.VmOps.clear();
  Record.Class.reset();
  Record.Classes.clear();
  Record.Disagreements.clear();
  Record.WhyNoBody = "Read best-effort: " + Record.Broken + ".";
}

void FactIndex::Builder::describe(HandlerRecord &Record) {
  Record.Id = Record.File + ":" + Record.Name;
  Record.Inner = llvm::none_of(Record.Ops, [](const OpsEntry &Entry) {
    return Entry.Type == "file_operations";
  });
  Record.Converted = llvm::all_of(
      Record.Ops, [](const OpsEntry &Entry) { return Entry.TakesDesc; });
  Record.Line = Record.Ops.front().Where.Line;
  for (const Mention &Found : Record.Mentions)
    if (Found.Kind != MentionKind::Comment &&
        Found.Kind != MentionKind::String && Found.Where.Path != Record.File)
      addOnce(Record.Users, Found.Where.Path);
  compareTables(Record);
  addTableUses(Record);
  Record.Function = Index.function(Record.File, Record.Name);
  auto OnlyThere = Assumptions.find({Record.File, Record.Name});
  Record.BestEffort = Record.Function
                          ? OnlyThere != Assumptions.end()
                          : llvm::all_of(Record.Ops, [&](const OpsEntry &E) {
                              return Index.isBestEffort(E.Where.Path);
                            });
  if (Record.BestEffort && OnlyThere != Assumptions.end())
    Record.Assumes = OnlyThere->second;
  describeBody(Record);
  if (Record.BestEffort)
    Record.Broken = brokenPart(Record);
  if (!Record.Broken.empty())
    dropBody(Record);
}

void FactIndex::Builder::describeBody(HandlerRecord &Record) {
  if (!Record.Function) {
    Record.WhyNoBody = StringRef(Record.File).ends_with(".h")
                           ? Record.File + " defines it as an inline function."
                           : "No unit that was read defines it.";
    if (isGenericFileHandler(Record.Name)) {
      Record.Class = HandlerClass::GenericFile;
      Record.Classes = {HandlerClass::GenericFile};
    }
    return;
  }
  Record.Line = Record.Function->Line;
  auto Files = External.find(Record.Name);
  if (!Record.Function->Static && Files != External.end())
    for (const std::string &File : Files->second)
      if (File != Record.File)
        Record.Disagreements.push_back(File + " also defines a function " +
                                       Record.Name + "().");
  addHelpers(Record);
  addVmOps(Record);
  compareArchs(Record);
}

void FactIndex::Builder::run() {
  findBestEffort();
  for (const auto &[File, Functions] : Index.Definitions)
    for (const auto &[Name, Views] : Functions)
      if (!Views.begin()->second->Static)
        External[Name].push_back(File);
  for (const UnitFacts &Unit : Index.Units) {
    addUnit(Unit);
    for (const VmOpsTable &Table : Unit.VmOps)
      VmOps[Table.Name].push_back(&Table);
    for (const TableUse &Use : Unit.TableUses)
      TableUses[Use.Variable].push_back(&Use);
    for (const FieldUse &Use : Unit.FieldUses)
      if (Use.Kind == FieldUseKind::Call && Use.Type == "file_operations" &&
          !Use.Holder.empty())
        Calls[Use.Holder].push_back(&Use);
  }
  for (auto &[Key, Record] : Records) {
    Record.File = Key.first;
    Record.Name = Key.second;
  }
  addMentions();
  for (auto &[Key, Record] : Records) {
    describe(Record);
    Index.Handlers.push_back(std::move(Record));
  }
  llvm::sort(Index.Handlers,
             [](const HandlerRecord &A, const HandlerRecord &B) {
               return A.Id < B.Id;
             });
}

FactIndex::FactIndex(std::vector<UnitFacts> AllUnits)
    : Units(std::move(AllUnits)) {
  llvm::sort(Units, [](const UnitFacts &A, const UnitFacts &B) {
    auto Order = std::tie(A.File, A.BestEffort, A.Arch) <=>
                 std::tie(B.File, B.BestEffort, B.Arch);
    // A file that is compiled twice for one architecture is rare.
    return Order != 0 ? Order < 0
                      : nlohmann::json(A).dump() < nlohmann::json(B).dump();
  });
  for (const UnitFacts &Unit : Units)
    for (const FunctionFacts &Function : Unit.Functions)
      Definitions[Function.File][Function.Name].try_emplace(
          Unit.Arch, std::make_shared<const FunctionFacts>(Function));
  Builder(*this).run();
}

std::vector<const HandlerRecord *>
FactIndex::find(const std::string &IdOrName) const {
  std::vector<const HandlerRecord *> Result;
  for (const HandlerRecord &Record : Handlers) {
    if (Record.Id == IdOrName)
      return {&Record};
    if (Record.Name == IdOrName)
      Result.push_back(&Record);
  }
  return Result;
}

std::vector<TablePair> FactIndex::pairs(bool FileOperationsOnly) const {
  std::set<TablePair> Result;
  for (const HandlerRecord &Record : Handlers)
    for (const OpsEntry &Entry : Record.Ops)
      if (!FileOperationsOnly || Entry.Type == "file_operations")
        Result.insert({Entry.Where.Path, Record.Id, Entry.Type});
  return {Result.begin(), Result.end()};
}

std::shared_ptr<const FunctionFacts>
FactIndex::function(const std::string &File, const std::string &Name) const {
  auto Functions = Definitions.find(File);
  if (Functions == Definitions.end())
    return nullptr;
  auto Views = Functions->second.find(Name);
  return Views == Functions->second.end() ? nullptr
                                          : Views->second.begin()->second;
}

std::vector<std::shared_ptr<const FunctionFacts>>
FactIndex::functionsOf(const std::string &File) const {
  std::vector<std::shared_ptr<const FunctionFacts>> Result;
  auto Functions = Definitions.find(File);
  if (Functions != Definitions.end())
    for (const auto &[Name, Views] : Functions->second)
      Result.push_back(Views.begin()->second);
  llvm::sort(Result, [](const auto &A, const auto &B) {
    return std::tie(A->Line, A->Name) < std::tie(B->Line, B->Name);
  });
  return Result;
}

std::vector<std::string> FactIndex::undefinedHandlers() const {
  std::vector<std::string> Result;
  for (const HandlerRecord &Record : Handlers)
    if (!Record.Function && llvm::any_of(Record.Ops, [](const OpsEntry &Entry) {
          return Entry.HandlerFile.empty();
        }))
      addOnce(Result, Record.Name);
  return Result;
}

} // namespace premap
