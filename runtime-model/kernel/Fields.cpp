#include "kernel/Fields.h"

namespace premap::kernel {

static constexpr Field Rows[] = {
    {"vm_start", "start", "unsigned long", FieldForm::SameMeaning,
     FieldWrite::Moves},
    {"vm_end", "end", "unsigned long", FieldForm::SameMeaning,
     FieldWrite::Moves},
    {"vm_pgoff", "pgoff", "unsigned long", FieldForm::SameMeaning,
     FieldWrite::Allowed},
    {"vm_page_prot", "page_prot", "pgprot_t", FieldForm::SameMeaning,
     FieldWrite::Allowed},
    {"vm_ops", "vm_ops", "const struct vm_operations_struct *",
     FieldForm::SameMeaning, FieldWrite::Allowed},
    {"vm_private_data", "private_data", "void *", FieldForm::SameMeaning,
     FieldWrite::Allowed},
    {"vm_mm", "mm", "struct mm_struct *", FieldForm::SameMeaning,
     FieldWrite::Forbidden},
    {"vm_flags", "vma_flags", "const vm_flags_t", FieldForm::Flags,
     FieldWrite::Allowed},
    {"vm_file", "vm_file", "struct file *", FieldForm::File,
     FieldWrite::Allowed},
};

std::span<const Field> fields() { return Rows; }

const Field *fieldNamed(std::string_view Vma) {
  for (const Field &F : Rows)
    if (F.Vma == Vma)
      return &F;
  return nullptr;
}

const Field *fieldOfDesc(std::string_view Desc) {
  for (const Field &F : Rows)
    if (F.Desc == Desc || (F.Form == FieldForm::Flags && F.Vma == Desc))
      return &F;
  return nullptr;
}

std::string_view descField(std::string_view Vma) {
  const Field *F = fieldNamed(Vma);
  return F && F->Form == FieldForm::SameMeaning ? F->Desc : "";
}

} // namespace premap::kernel
