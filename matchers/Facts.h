// The plain values that pass between the stages. Nothing here holds a Clang
// pointer or a SourceLocation: positions are (path, offset, length), so facts
// travel between processes and outlive the translation unit they came from.
#ifndef PREMAP_MATCHERS_FACTS_H
#define PREMAP_MATCHERS_FACTS_H

#include "matchers/EnumJson.h"
#include "matchers/HandlerBody.h"
#include "matchers/HandlerClass.h"
#include "matchers/Span.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace premap {

/// How a table's hook was written; only the first two forms can be edited.
enum class EntryForm {
  Designated,        ///< `.mmap = f`
  RuntimeAssignment, ///< `fops->mmap = f`
  Positional,        ///< without a designator
  MacroBody,         ///< the designator is spelled in a macro's body
  Copy,              ///< `*fops = other`: whatever hooks the source table has
};

PREMAP_ENUM_JSON(EntryForm)

/// One hook of one ops table. A value that names several functions
/// (`C ? f : g`) gives one entry for each, with the same Where and FieldName.
struct OpsEntry {
  std::string Type;     ///< record name: "file_operations"
  std::string Field;    ///< "mmap", "mmap_prepare", ...; "" for Copy
  std::string Variable; ///< the table: "mem_fops", "devlist[2].fops", ""
  EntryForm Form = EntryForm::Designated;
  Span Where;          ///< the entry, at its expansion; names the table's line
  Span FieldName;      ///< the token `mmap`; Length 0 if it cannot be edited
  Span Value;          ///< the handler's name; Length 0 if it cannot be edited
  std::string Handler; ///< function name; "" if the value is not a function
  std::string HandlerFile; ///< file of a static handler, else "" (external)
  bool Null = false;       ///< the value is NULL: no hook
  bool TakesDesc = false;  ///< the hook's type has a `struct vm_area_desc *`
  std::string ValueText;   ///< the value as written; Copy: the source table
  Span Spelled; ///< MacroBody: the line of the macro that has the designator
};

/// One function of an initialised `struct vm_operations_struct`.
struct VmOpsHook {
  std::string Field;     ///< "close", "mapped", "fault", ...
  std::string Value;     ///< as written
  bool Inactive = false; ///< spelled where this configuration compiles nothing
};

/// An initialised `struct vm_operations_struct`.
struct VmOpsTable {
  std::string Name;
  std::string File; ///< tree-relative
  unsigned Line = 0;
  bool Static = false;
  std::vector<VmOpsHook> Hooks; ///< in the record's order, NULL left out

  const VmOpsHook *hook(std::string_view Field) const {
    for (const VmOpsHook &Hook : Hooks)
      if (Hook.Field == Field)
        return &Hook;
    return nullptr;
  }
};

/// A member that points to an ops table: whoever goes through it may meet the
/// table's hooks.
struct TableUse {
  std::string Holder;        ///< "drm_driver.fops", "file.f_op"
  std::string Variable;      ///< the table
  std::string VariableFile;  ///< of a static table, else ""
  bool WhileOpening = false; ///< stored in the file that its function opens
  Span Where;
};

/// A spelling of a hook's field, or of a data field of the same name, that sets
/// no hook.
enum class FieldUseKind {
  Declaration, ///< the record's own `int (*mmap)(...)`
  Call,        ///< `ops->mmap(file, vma)`
  Read,        ///< `if (!ops->mmap)`
  NotAHook,    ///< a field that is no mmap hook: vm_ops, data
};

PREMAP_ENUM_JSON(FieldUseKind)

struct FieldUse {
  FieldUseKind Kind = FieldUseKind::Read;
  std::string Type;   ///< record name, "" if anonymous
  std::string Field;  ///< "mmap", "fb_mmap", ...
  Span Where;         ///< the field's name; Length 0 in a macro's body
  std::string Holder; ///< Call: the member before it, "drm_driver.fops"; "" if
                      ///< the table is not reached through one
};

/// A spelled mention of a function's name.
enum class MentionKind {
  Definition,
  Declaration,
  TableEntry,
  Call,
  Address,
  Comment,
  Export,    ///< EXPORT_SYMBOL*(name)
  String,    ///< a word of a string literal
  Directive, ///< in a `#define` or another directive: cannot be edited
  Inactive,  ///< code that this configuration does not compile
  Other,     ///< code that the AST does not show, such as an argument that
             ///< its macro drops: cannot be edited
};

PREMAP_ENUM_JSON(MentionKind)

struct Mention {
  MentionKind Kind = MentionKind::Call;
  Span Where;           ///< the name's token (in a comment: the word)
  Span Signature;       ///< Definition, Declaration: return type .. `)`
  bool InMacro = false; ///< cannot be edited
};

struct Parameter {
  std::string Name; ///< "" if unnamed
  std::string Type; ///< as written: "struct vm_area_struct *"
  Span Where;       ///< the whole declarator, without commas
};

/// A function that is a hook, or takes a vma, or is called by one of these.
struct FunctionFacts {
  std::string Name;
  std::string File; ///< tree-relative path of the definition
  unsigned Line = 0;
  bool Static = false;
  bool Exported = false; ///< EXPORT_SYMBOL*() names it
  bool InMacro = false;  ///< the definition comes out of an expansion
  Span Definition;       ///< return type .. closing brace
  std::vector<Parameter> Parameters;
  std::vector<Mention> Mentions; ///< all that its own TU spells
  HandlerBody Body;
};

/// A region that this configuration does not compile.
struct InactiveRegion {
  Span Where;
  unsigned FirstLine = 0, LastLine = 0; ///< without the closing directive
  std::string Condition;                ///< "#ifdef CONFIG_X", as written
};

/// A declaration that was not read as it is written: something in it, or
/// something that it names, did not parse.
struct BrokenPlace {
  std::string Name; ///< what is declared, "" if it has no name
  std::string Path;
  unsigned FirstLine = 0, LastLine = 0;
  std::string Error; ///< the first one: "path:line: message"
};

/// What one TU says.
struct UnitFacts {
  std::string File; ///< tree-relative path of the main file
  std::string Arch;
  std::vector<OpsEntry> Ops; ///< of the main file and of headers under the tree
                             ///< that it makes expand
  std::vector<FunctionFacts> Functions; ///< definitions in the main file
  std::vector<Mention> ForeignMentions; ///< see ForeignName
  std::vector<std::string>
      ForeignNames; ///< parallel to ForeignMentions: functions declared here,
                    ///< defined elsewhere
  std::vector<FieldUse> FieldUses;
  std::vector<VmOpsTable> VmOps; ///< of the main file
  std::vector<TableUse> TableUses;
  /// Where the main file says what a kernel without MMU may map of a file.
  std::vector<Span> NommuPlaces;
  std::vector<InactiveRegion> Inactive;
  std::vector<std::string> Diagnostics; ///< "path:line: message", errors only
  bool ParseFailed = false;
  /// Read with a command that was made up; what is not in Broken is sound.
  bool BestEffort = false;
  /// BestEffort, of a file that is compiled: the conditions that no
  /// configuration fulfils and that are taken to hold.
  std::string Assumes;
  std::vector<BrokenPlace> Broken; ///< BestEffort: by place
};

void to_json(nlohmann::json &J, const OpsEntry &Value);
void from_json(const nlohmann::json &J, OpsEntry &Value);
void to_json(nlohmann::json &J, const VmOpsHook &Value);
void from_json(const nlohmann::json &J, VmOpsHook &Value);
void to_json(nlohmann::json &J, const VmOpsTable &Value);
void from_json(const nlohmann::json &J, VmOpsTable &Value);
void to_json(nlohmann::json &J, const FieldUse &Value);
void from_json(const nlohmann::json &J, FieldUse &Value);
void to_json(nlohmann::json &J, const TableUse &Value);
void from_json(const nlohmann::json &J, TableUse &Value);
void to_json(nlohmann::json &J, const Mention &Value);
void from_json(const nlohmann::json &J, Mention &Value);
void to_json(nlohmann::json &J, const Parameter &Value);
void from_json(const nlohmann::json &J, Parameter &Value);
void to_json(nlohmann::json &J, const FunctionFacts &Value);
void from_json(const nlohmann::json &J, FunctionFacts &Value);
void to_json(nlohmann::json &J, const InactiveRegion &Value);
void from_json(const nlohmann::json &J, InactiveRegion &Value);
void to_json(nlohmann::json &J, const BrokenPlace &Value);
void from_json(const nlohmann::json &J, BrokenPlace &Value);
void to_json(nlohmann::json &J, const UnitFacts &Value);
void from_json(const nlohmann::json &J, UnitFacts &Value);

} // namespace premap

#endif
